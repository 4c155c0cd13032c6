const OUTPUT =
  /^(\*\*)?[./!*]*\/?(node_modules|dist|build|out|output|coverage|\.?cache|\.turbo|\.next|\.nuxt|\.vite|\.output|\.svelte-kit|\.tmp|tmp|temp|logs?|\*\.log|\*\.tsbuildinfo|\.nyc_output|storybook-static|playwright-report|test-results|\.vercel|\.wrangler|\.idea|\.vscode|\.DS_Store)(\/|$)/;

/** Whether a glob speaks of what tools leave behind, and nobody writes. */
export function isOutput(glob: string): boolean {
  return OUTPUT.test(glob);
}
