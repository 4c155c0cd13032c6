import { ProtocolError } from '../../errors/index.js';

/** What answered is no stream of server-sent events, as behind a proxy that cannot pass one on. @internal */
export class NoEventsError extends ProtocolError {}
