/** The fields that have a value, as optional fields. */
export type Given<Fields> = { readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};

/** Leaves out the options that the command line does not have: an absent field and an undefined field are different types. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
}
