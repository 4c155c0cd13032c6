/** The package managers that are understood; Yarn 1 and its successors have nothing in common but the name. */
export type ManagerName = 'npm' | 'pnpm' | 'yarn-classic' | 'yarn-berry';
