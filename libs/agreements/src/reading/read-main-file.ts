import { GRADES, RESERVED_PRINCIPALS } from '#libs/contracts';

import {
  AGENCY_KINDS, CONTACT_ROLES, DEFAULT_INCIDENT_REFERRAL, ENDING_REASONS, type Agency, type Ending, type IncidentReferral, type Partnership,
} from '../model/partnership.js';
import { CLIENT, CONTACT, FORCE_CODE, HUB_HOURS, ID, LINE, URN, type Reader } from './reader.js';

/** Names of the files that the partnership file lists, by the key that lists them. */
export type ListedFiles = Readonly<Record<'agreements' | 'actionPlans' | 'calendars' | 'clocks', readonly string[]>>;

/** Reads the shape of the partnership file, and the names of the files that it lists. */
export function readMainFile(file: Reader): Omit<Partnership, 'agreements' | 'actionPlans' | 'localPolicy'> & { readonly listed: ListedFiles } {
  const at = file.section('id', 'name', 'forces', 'agencies', 'auditors', 'operators', 'incidentReferral?', 'notShared?', 'agreements', 'actionPlans?', 'clocks', 'calendars?');
  return {
    id: at('id').text(ID),
    name: at('name').text(),
    forces: at('forces').list((item) => {
      const force = item.section('id', 'name', 'code', 'assertsPersons?');
      return { id: force('id').text(ID), name: force('name').text(), code: force('code').text(FORCE_CODE), ...readAsserting(force('assertsPersons')) };
    }),
    agencies: at('agencies').list(readAgency),
    auditors: at('auditors').list(readOverseer),
    operators: at('operators').list(readOverseer),
    incidentReferral: readIncidentReferral(at('incidentReferral')),
    notShared: { grades: at('notShared').isAbsent() ? [] : at('notShared').section('grades')('grades').list((grade) => grade.oneOf(GRADES)) },
    listed: {
      agreements: at('agreements').list((name) => name.text(LINE)),
      actionPlans: at('actionPlans').list((name) => name.text(LINE)),
      calendars: at('calendars').list((name) => name.text(LINE)),
      clocks: at('clocks').isAbsent() ? [] : [at('clocks').text(LINE)],
    },
  };
}

function readOverseer(item: Reader): Partnership['auditors'][number] {
  const overseer = item.section('id', 'name', 'assertsPersons?');
  return { id: overseer('id').text(ID), name: overseer('name').text(), ...readAsserting(overseer('assertsPersons')) };
}

function readAsserting(systems: Reader): { readonly assertsPersons?: readonly string[] } {
  return systems.isAbsent() ? {} : { assertsPersons: systems.list((client) => client.text(CLIENT)) };
}

function readAgency(item: Reader): Agency {
  const agency = item.section('id', 'name', 'kind', 'areas?', 'urn?', 'formerUrns?', 'formerNames?', 'ended?', 'escalation?', 'hubHours?', 'assertsPersons?');
  return {
    id: readAgencyId(agency('id')),
    name: agency('name').text(),
    kind: agency('kind').oneOf(AGENCY_KINDS),
    areas: agency('areas').list((area) => area.text(ID)),
    urn: agency('urn').isAbsent() ? null : agency('urn').text(URN),
    ...(!agency('formerUrns').isAbsent() && { formerUrns: agency('formerUrns').list((urn) => urn.text(URN)) }),
    ...(!agency('formerNames').isAbsent() && { formerNames: agency('formerNames').list(readFormerName) }),
    ...(!agency('ended').isAbsent() && { ended: readEnding(agency('ended')) }),
    escalation: readContacts(agency('escalation')),
    hubHours: agency('hubHours').isAbsent() ? null : agency('hubHours').text(HUB_HOURS),
    ...readAsserting(agency('assertsPersons')),
  };
}

/** The id is the agency's name at Kafka as well. */
function readAgencyId(item: Reader): string {
  const id = item.text(ID);
  if (RESERVED_PRINCIPALS.has(id)) item.fail(`A part of the exchange has this name, and Kafka would give the agency its rights. Use another id than ${[...RESERVED_PRINCIPALS].join(', ')}.`);
  return id;
}

function readFormerName(item: Reader): { readonly name: string; readonly until: string } {
  const former = item.section('name', 'until');
  return { name: former('name').text(), until: former('until').date() };
}

function readEnding(item: Reader): Ending {
  const ended = item.section('on', 'reason', 'successor?');
  return {
    on: ended('on').date(),
    reason: ended('reason').oneOf(ENDING_REASONS),
    ...(!ended('successor').isAbsent() && { successor: ended('successor').text(ID) }),
  };
}

function readContacts(item: Reader): Agency['escalation'] {
  if (item.isAbsent()) return {};
  const contacts = item.section(...CONTACT_ROLES.map((role) => `${role}?`));
  const given = CONTACT_ROLES.filter((role) => !contacts(role).isAbsent());
  if (given.length === 0) item.fail(`Names no contact. Give at least one of ${CONTACT_ROLES.join(', ')}, or leave it out.`);
  return Object.fromEntries(given.map((role) => [role, contacts(role).text(CONTACT)]));
}

function readIncidentReferral(item: Reader): IncidentReferral {
  if (item.isAbsent()) return DEFAULT_INCIDENT_REFERRAL;
  const { text, minutes } = item.section('within')('within').duration();
  return { within: text, withinMinutes: minutes };
}
