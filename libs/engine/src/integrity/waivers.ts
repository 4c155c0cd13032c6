import type { Finding, Waiver } from '@quality-gates/contract';

/** The waivers that hold for one tree on one base at one time. */
export function waiversInForce(waivers: readonly Waiver[], tree: string, base: string, now: Date): Waiver[] {
  return waivers.filter(
    (waiver) => waiver.tree === tree && waiver.base === base && new Date(waiver.expiresAt) > now,
  );
}

/** Whether one of the waivers accepts the finding: by rule and, where it names one, by path. */
export function isWaived(finding: Pick<Finding, 'rule' | 'file'>, waivers: readonly Waiver[]): boolean {
  return waivers.some(
    (waiver) => waiver.rule === finding.rule && (waiver.path === undefined || waiver.path === finding.file),
  );
}
