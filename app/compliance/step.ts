/** Whether a request is done, or in how many seconds it is to be gone on with, and as which look. */
export type Step =
  Readonly<{ kind: "done" }> | Readonly<{ kind: "again"; inSeconds: number; look: number }>;
