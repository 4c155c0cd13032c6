/** One change that an agent is to make. */
export interface Task {
  id: string;
  /** In the imperative; the commit's message. */
  title: string;
  /** The absolute path of the repository that the change lands in. */
  repository: string;
  /** The branch that it lands on, e.g. `main`. */
  branch: string;
}
