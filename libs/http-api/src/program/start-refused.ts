/** Thrown while an app is built, when what it was given is wrong: its message is one sentence for the operator, without secrets. */
export class StartRefused extends Error {}
