import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/**
 * Node's own HTTP, which axios would take by itself; but a server that changes the protocol unasked (101) is an
 * error of the request at once, where Node would neither answer nor fail.
 */
export const neverUpgrading = {
  request(options: RequestOptions, onResponse: (response: IncomingMessage) => void): ClientRequest {
    const request = (options.protocol === 'https:' ? https : http).request(options, onResponse);
    request.once('upgrade', (_, socket) => {
      socket.destroy();
      const code = 'HPE_UPGRADE_UNASKED';
      request.emit('error', Object.assign(new Error('The protocol was changed unasked.'), { code }));
    });
    return request;
  },
};
