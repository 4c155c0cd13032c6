import type { FlowEvent } from '../commit-flow/flow-event.js';
import type { Chapter } from './story.js';

/** Something that the story promises, and whether it came true. */
export interface Promised {
  text: string;
  kept: boolean;
}

/** What a story that went as told has shown. */
export function moralOf(chapters: readonly Chapter[]): Promised[] {
  const [powers, dividend, exact] = ['agent-1', 'agent-2', 'agent-3'].map((agent) =>
    chapters.find((chapter) => chapter.agent === agent),
  );
  return [
    {
      text: 'agent-1: a type error, then untested code; told, mended, landed',
      kept: landed(powers) && rejections(powers) === 'typecheck, then coverage',
    },
    {
      text: 'agent-2: a lint error and a broken test; told, mended, landed',
      kept: landed(dividend) && rejections(dividend) === 'lint and test',
    },
    {
      text: 'the one that came second was checked again on what the first had landed',
      kept: chapters.flatMap(({ events }) => events).filter(({ type }) => type === 'rebased').length === 1,
    },
    {
      text: 'agent-3: nobody could tell; held, nothing landed',
      kept: exact?.end.end === 'held' && 'outcome' in exact.end.because,
    },
  ];
}

const landed = (chapter: Chapter | undefined): boolean => chapter?.end.end === 'landed';

function rejections(chapter: Chapter | undefined): string {
  const verdicts = (chapter?.events ?? []).flatMap((event: FlowEvent) =>
    event.type === 'judged' && event.verdict.outcome === 'rejected' ? [event.verdict] : [],
  );
  return verdicts
    .map(({ gates }) =>
      gates
        .filter(({ status }) => status === 'failed')
        .map(({ gate }) => gate)
        .join(' and '),
    )
    .join(', then ');
}
