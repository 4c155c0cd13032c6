import { CALLER_HEADER, CALLER_ID_PATTERN } from '@quality-gates/contract';

/** Documents the header by which a caller names itself. */
export const CALLER = {
  name: CALLER_HEADER,
  required: false,
  description:
    'Names the subscription that this request belongs to: 16 to 64 random letters, digits, "_" or "-", the same ' +
    'for every request of one question. Without it, all who share a token and an address are one caller.',
  schema: { type: 'string', pattern: CALLER_ID_PATTERN },
} as const;
