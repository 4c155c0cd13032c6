import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosInstance } from 'axios';
import axiosRetry from 'axios-retry';
import { neverUpgrading } from './never-upgrading.js';

/** An axios instance of its own, driven by axios-retry, over connections of its own. */
export class Connection {
  readonly http: AxiosInstance;
  private readonly agents = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true }),
  };

  constructor() {
    const instance = axios.create({
      ...this.agents,
      // Bodies are read, bounded and parsed by the attempt; nothing is believed that axios guessed.
      responseType: 'stream',
      decompress: false,
      transformRequest: [(data: unknown) => data],
      transformResponse: [(data: unknown) => data],
      validateStatus: null,
      maxRedirects: 0,
      proxy: false,
      transport: neverUpgrading,
    });
    axiosRetry(instance);
    this.http = new HttpService(instance).axiosRef;
  }

  /** Closes what is kept for later; what is in use stays. */
  dropIdle(): void {
    for (const { freeSockets } of Object.values(this.agents)) {
      for (const sockets of Object.values(freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    }
  }

  close(): void {
    this.agents.httpAgent.destroy();
    this.agents.httpsAgent.destroy();
  }
}
