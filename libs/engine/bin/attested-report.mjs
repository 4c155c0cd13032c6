/**
 * Reports that cannot be rewritten unseen. Tests run as the same user as the reporter and may write to its files,
 * but what a process has printed nobody takes back: the digest of each report goes to standard output.
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

// Kept from before any test ran: some runners share modules with the tests.
const { createHash } = crypto;
const { writeFileSync } = fs;
const basename = path.basename.bind(path);
const { stringify } = JSON;
const print = process.stdout.write.bind(process.stdout);

/** Takes the report's place out of the environment, so that tests do not inherit it. */
export function takeReportPath() {
  const file = process.env.QUALITY_GATES_REPORT;
  delete process.env.QUALITY_GATES_REPORT;
  return file;
}

export function writeAttested(file, report) {
  const text = stringify(report);
  writeFileSync(file, text, { flag: 'wx' });
  const digest = createHash('sha256').update(text).digest('hex');
  print(`\nquality-gates-report ${basename(file)} ${digest}\n`);
}
