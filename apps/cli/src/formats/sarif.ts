import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding, GateResult, Verdict, Waiver } from '@quality-gates/contract';
import { exitCodeOfOutcome } from '../exit-codes.js';
import type { Format } from './format.js';
import { inOrder } from './order.js';
import { findingsOf, reasonInWords, toolOf } from './words.js';

/** SARIF 2.1.0 (OASIS): one run whose driver is this project; the tools behind it are named in properties. */
export const sarif: Format = (verdict) => `${JSON.stringify(sarifLog(verdict), null, 2)}\n`;

/** Paths are relative to this; a viewer binds it to its own checkout. */
const ROOT = 'SRCROOT';

function sarifLog(verdict: Verdict): object {
  const found = inOrder(verdict.gates).flatMap((gate) =>
    findingsOf(gate).map((finding) => ({ gate, finding, ruleId: `${gate.gate}/${finding.rule}` })),
  );
  const ruleIds = [...new Set(found.map(({ ruleId }) => ruleId))];
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'quality-gates',
            version: verdict.engineVersion,
            rules: ruleIds.map((id) => ({ id, properties: { tags: [id.slice(0, id.indexOf('/'))] } })),
          },
        },
        automationDetails: { id: `quality-gates/${verdict.stage}/${verdict.checkId}` },
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the judged git tree.' } } },
        ...provenanceOf(verdict),
        columnKind: 'utf16CodeUnits',
        invocations: [invocationOf(verdict)],
        results: found.map(({ gate, finding, ruleId }) =>
          resultOf(gate, finding, { id: ruleId, index: ruleIds.indexOf(ruleId) }, verdict.waivers ?? []),
        ),
        properties: {
          checkId: verdict.checkId,
          outcome: verdict.outcome,
          scope: verdict.scope,
          stage: verdict.stage,
          sandbox: verdict.sandbox,
          tree: verdict.candidate.tree,
          base: verdict.candidate.base.commit,
          policyDigest: verdict.policyDigest,
        },
      },
    ],
  };
}

/** Only a commit is a revision; a tree that is not committed yet is named in the run's properties. */
function provenanceOf({ candidate }: Verdict): object {
  if (candidate.commit === undefined || !isAbsolute(candidate.repository)) return {};
  const repositoryUri = pathToFileURL(candidate.repository).href;
  return {
    versionControlProvenance: [
      { repositoryUri, revisionId: candidate.commit, mappedTo: { uriBaseId: ROOT } },
    ],
  };
}

function invocationOf(verdict: Verdict): object {
  const end = new Date(Date.parse(verdict.startedAt) + verdict.durationMs);
  return {
    executionSuccessful:
      verdict.outcome !== 'inconclusive' && verdict.gates.every((gate) => gate.status !== 'inconclusive'),
    exitCode: exitCodeOfOutcome(verdict.outcome),
    startTimeUtc: verdict.startedAt,
    endTimeUtc: end.toISOString(),
    toolExecutionNotifications: inOrder(verdict.gates).flatMap((gate) => {
      if (gate.status !== 'inconclusive') return [];
      const { reason, retryable, required } = gate;
      return [
        {
          level: required ? 'error' : 'warning',
          descriptor: { id: `${gate.gate}/${reason}` },
          message: { text: `The ${gate.gate} gate ${reasonInWords(reason)}: ${gate.message}` },
          properties: { gate: gate.gate, tool: toolOf(gate), reason, retryable },
        },
      ];
    }),
  };
}

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;

function resultOf(
  gate: GateResult,
  finding: Finding,
  rule: { id: string; index: number },
  waivers: readonly Waiver[],
): object {
  return {
    ruleId: rule.id,
    ruleIndex: rule.index,
    level: LEVELS[finding.severity],
    message: { text: finding.message },
    ...locationOf(finding),
    partialFingerprints: { 'qualityGates/v1': finding.fingerprint },
    ...(finding.waived ? { suppressions: [suppressionOf(finding, waivers)] } : {}),
    properties: {
      gate: gate.gate,
      gateStatus: gate.status,
      tool: toolOf(gate),
      introduced: finding.introduced,
      ...(finding.fix === undefined ? {} : { fix: finding.fix }),
    },
  };
}

function locationOf({ file, range }: Finding): object {
  if (file === undefined) return {};
  return {
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: relativeUri(file), uriBaseId: ROOT },
          ...(range ? { region: range } : {}),
        },
      },
    ],
  };
}

/** Percent-encoded by segment (RFC 3986), colons too, so that no first segment reads as a scheme. */
function relativeUri(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeURIComponent(segment.replace(/\p{Surrogate}/gu, '\u{fffd}')))
    .join('/');
}

function suppressionOf(finding: Finding, waivers: readonly Waiver[]): object {
  const waiver = waivers.find(
    ({ rule, path }) => rule === finding.rule && (path === undefined || path === finding.file),
  );
  return {
    kind: 'external',
    status: 'accepted',
    ...(waiver ? { justification: `${waiver.reason} (${waiver.grantedBy}, until ${waiver.expiresAt})` } : {}),
  };
}
