import { SetMetadata } from '@nestjs/common';

import type { ActionId } from './actions.js';

const ACTION = 'exchange:action';
const PUBLIC = 'exchange:public';

/** Names the row of the table by which the handler is open. Every other caller is refused. */
export function Permits(action: ActionId): MethodDecorator {
  return SetMetadata(ACTION, action);
}

/**
 * Opens a handler, or the handlers of a controller, to callers without a token.
 *
 * @param reason why it shows nothing that needs one. It is in the description of the interface.
 */
export function Public(reason: string): ClassDecorator & MethodDecorator {
  return SetMetadata(PUBLIC, reason);
}

/** How a handler is open: to the callers of an action, to every caller, or to none. */
export type Opening = { readonly action: ActionId } | { readonly reason: string } | undefined;

/** @param handler and @param controller as Nest has them: the method and the class. An action counts before a `Public` of the class. */
export function openingOf(handler: object, controller: object): Opening {
  const action = Reflect.getMetadata(ACTION, handler) as ActionId | undefined;
  if (action !== undefined) return { action };
  const reason = (Reflect.getMetadata(PUBLIC, handler) ?? Reflect.getMetadata(PUBLIC, controller)) as string | undefined;
  return reason === undefined ? undefined : { reason };
}
