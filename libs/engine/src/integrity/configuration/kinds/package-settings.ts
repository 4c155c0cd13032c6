import { parse } from 'yaml';
import { NEUTRAL, unknown, type Effect } from '../effect/effect.js';
import { lines } from './same-meaning.js';

/** Settings of npm that change nothing about which packages are installed and how anything runs. */
const HARMLESS =
  /^(save-exact|save-prefix|save-dev|fund|audit|audit-level|loglevel|progress|color|update-notifier|message|tag-version-prefix|sign-git-tag|init[-.].*|provenance|access)\s*=/;

/** What a changed .npmrc comes to. */
export function npmrcEffect(before: string, after: string): Effect {
  const [was, is] = [new Set(lines(before)), new Set(lines(after))];
  const changed = [...was, ...is].filter((line) => was.has(line) !== is.has(line) && !HARMLESS.test(line));
  if (changed.length === 0) return NEUTRAL;
  const names = [...new Set(changed.map((line) => line.split('=')[0]?.trim() ?? ''))];
  return unknown(`it changes ${names.slice(0, 5).join(', ')} of the package manager`);
}

/** What a changed pnpm-workspace.yaml comes to: the versions in its catalogs are dependencies like any other. */
export function pnpmWorkspaceEffect(before: string, after: string): Effect {
  const [was, is] = [settings(before), settings(after)];
  if (was !== undefined && was === is) return NEUTRAL;
  return unknown('it says which packages pnpm installs, and what it puts in their places');
}

function settings(text: string): string | undefined {
  try {
    const value: unknown = parse(text, { maxAliasCount: 100 });
    if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
    const judging = Object.entries(value).filter(([key]) => key !== 'catalog' && key !== 'catalogs');
    return JSON.stringify(judging);
  } catch {
    return undefined;
  }
}
