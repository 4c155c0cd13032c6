/** `0:07`: minutes and seconds. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `3.1 s` */
export function duration(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** The first digits of an object id, as people say it. */
export function short(id: string): string {
  return id.slice(0, 7);
}
