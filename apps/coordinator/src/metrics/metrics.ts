import { Inject, Injectable } from '@nestjs/common';
import { KNOWN_GATES, type Stage, unreachable, type Verdict } from '@quality-gates/contract';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Audit } from '../audit/audit.js';
import type { Ending } from '../checks/ending.js';
import { OpenStreams } from '../checks/events/open-streams.js';
import { CHECK_STORE, type CheckStore } from '../checks/store/check-store.js';
import { CHECK_QUEUE, type CheckQueue } from '../queue/check-queue.js';

const GATES: ReadonlySet<string> = new Set(KNOWN_GATES);

/** What an operator watches, in a registry of its own. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  private readonly checks = new Counter({
    name: 'quality_gates_checks_total',
    help: 'Runs of checks that have ended, by stage and outcome.',
    labelNames: ['stage', 'outcome'],
    registers: [this.registry],
  });

  private readonly gateSeconds = new Histogram({
    name: 'quality_gates_gate_duration_seconds',
    help: 'How long gates ran; answers from the record are not counted.',
    labelNames: ['gate', 'status'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900],
    registers: [this.registry],
  });

  constructor(
    @Inject(CHECK_QUEUE) queue: CheckQueue,
    @Inject(OpenStreams) streams: OpenStreams,
    @Inject(CHECK_STORE) store: CheckStore,
    @Inject(Audit) audit: Audit,
  ) {
    collectDefaultMetrics({ register: this.registry });
    this.gauge('quality_gates_queue_depth', 'Checks that wait for their turn.', () => queue.waiting);
    this.gauge('quality_gates_checks_running', 'Checks that run.', () => queue.running);
    this.gauge('quality_gates_event_streams', 'Streams of events that are open.', () => streams.count);
    this.gauge(
      'quality_gates_storage_failures',
      'How often checks could not be read from or written to disk, since the start.',
      () => store.failures,
    );
    this.gauge(
      'quality_gates_audit_failures',
      'How many audit lines could not be written to their file and went to the log, since the start.',
      () => audit.failures,
    );
  }

  ended(stage: Stage, ending: Ending): void {
    this.checks.inc({ stage, outcome: outcomeOf(ending) });
    if (ending.kind === 'verdict') this.gates(ending.verdict);
  }

  private gates(verdict: Verdict): void {
    for (const { gate, status, durationMs, fromRecord } of verdict.gates) {
      if (fromRecord || status === 'skipped') continue;
      // Policies name gates of their own, and every label value costs memory for good.
      const label = GATES.has(gate) ? gate : 'custom';
      this.gateSeconds.observe({ gate: label, status }, durationMs / 1000);
    }
  }

  private gauge(name: string, help: string, read: () => number): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: (): void => gauge.set(read()),
    });
  }
}

function outcomeOf(ending: Ending): string {
  switch (ending.kind) {
    case 'verdict':
      return ending.verdict.outcome;
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return 'error';
    default:
      return unreachable(ending);
  }
}
