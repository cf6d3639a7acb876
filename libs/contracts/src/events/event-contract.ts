import { compileContract, type ContractValidator } from '../validation/contract.js';
import type { FieldProblemCode } from '../validation/field-problems.js';
import type { Constructor } from '../validation/fields.js';
import { schemaId } from '../validation/schema.js';
import type { EventName } from './event-names.js';

/** An invalid body, and the problem with which a consumer must refuse it. */
export interface InvalidExample {
  readonly pointer: string;
  readonly code: FieldProblemCode;
  readonly data: unknown;
}

/** One version of one event: the rules that producers keep and consumers check. */
export interface EventContract<T = unknown> {
  /** CloudEvents `type`, with the version: `safeguarding.referral.shared.v1`. */
  readonly type: string;
  /** The type without its version. */
  readonly name: string;
  readonly version: number;
  /** CloudEvents `dataschema`: the `$id` of the published schema. */
  readonly dataschema: string;
  /** One sentence about the event. */
  readonly summary: string;
  readonly class: Constructor<T>;
  readonly validator: ContractValidator<T>;
  readonly personalData: boolean;
  /** Valid bodies by name; fictional. */
  readonly examples: Readonly<Record<string, T>>;
  readonly invalidExamples: Readonly<Record<string, InvalidExample>>;
}

type Declaration<T> = Pick<EventContract<T>, 'summary' | 'class' | 'examples' | 'invalidExamples'> & { readonly name: EventName };

/** The first version of an event that carries content, such as a recipient's view of a referral: personal data. */
export function viewContract<T>(declaration: Declaration<T>): EventContract<T> {
  return eventContract({ ...declaration, version: 1, personalData: true });
}

/** The first version of an event that carries ids, codes, times and digests. */
export function factContract<T>(declaration: Declaration<T>): EventContract<T> {
  return eventContract({ ...declaration, version: 1, personalData: false });
}

export function eventContract<T>(declaration: Omit<EventContract<T>, 'type' | 'dataschema' | 'validator'>): EventContract<T> {
  const { name, version } = declaration;
  return {
    ...declaration,
    type: `${name}.v${version}`,
    dataschema: schemaId(`${name}:v${version}`),
    validator: compileContract(declaration.class),
  };
}
