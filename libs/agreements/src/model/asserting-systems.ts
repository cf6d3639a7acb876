import type { Partnership } from './partnership.js';

type Organisations = Pick<Partnership, 'forces' | 'agencies' | 'auditors' | 'operators'>;

/** Whether a system of an organisation may name the organisation's person who acts through it. @param client the id in the system's token. */
export function assertsPersons({ forces, agencies, auditors, operators }: Organisations, organisation: string, client: string): boolean {
  const member = [...forces, ...agencies, ...auditors, ...operators].find(({ id }) => id === organisation);
  return member?.assertsPersons?.includes(client) ?? false;
}
