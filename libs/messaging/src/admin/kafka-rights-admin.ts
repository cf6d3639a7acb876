import type { AclEntry, AclFilter } from 'kafkajs';

import type { KafkaRight } from '#libs/contracts';

import { brokerErrorType } from '../kafka/errors.js';
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from '../kafka/kafkajs.js';
import { AdminConnection, type AdminOptions } from './admin-connection.js';
import { compareRights, type AllowRule, type ComparedRights } from './compare-rights.js';

/** `unchecked`: Kafka has no authorizer, so every client may do everything. */
export type RightsFound = ComparedRights | 'unchecked';

/** The rights that were made, and those that were taken away because no app needs them. */
export interface RightsReport {
  readonly created: readonly KafkaRight[];
  readonly removed: readonly AllowRule[];
  readonly unchanged: number;
  readonly broad: readonly AllowRule[];
}

const RESOURCES = { topic: AclResourceTypes.TOPIC, group: AclResourceTypes.GROUP } as const;
const MATCHES = { exact: ResourcePatternTypes.LITERAL, prefix: ResourcePatternTypes.PREFIXED } as const;
const OPERATIONS = { read: AclOperationTypes.READ, write: AclOperationTypes.WRITE } as const;
/** kafkajs has the numbers by name and, whatever its types say, no names by number. */
const OPERATION_NAMES = new Map(Object.entries(AclOperationTypes).map(([name, number]) => [Number(number), name.toLowerCase()]));
const PRINCIPAL = 'User:';

const EVERY_RULE: AclFilter = {
  resourceType: AclResourceTypes.ANY, resourcePatternType: ResourcePatternTypes.ANY, operation: AclOperationTypes.ANY, permissionType: AclPermissionTypes.ANY,
};

/** Compares and makes the rights of Kafka's clients. Its own client needs the right to alter the cluster. */
export class KafkaRightsAdmin {
  private readonly connection: AdminConnection;

  /** @param options.starts the beginnings of the names of this exchange. Rules on other names are left alone. */
  constructor(private readonly options: AdminOptions & { readonly starts: readonly string[] }) {
    this.connection = new AdminConnection(options);
  }

  /** Changes nothing. @throws the broker's refusal where this client may not see the rules. */
  async compare(needed: readonly KafkaRight[]): Promise<RightsFound> {
    const rules = await this.rules();
    return rules === undefined ? 'unchecked' : compareRights(needed, rules, this.options.starts);
  }

  /** Makes the missing rights, then takes the unneeded ones away. A rule that denies, and one for many names, is left as it is. Safe to repeat. */
  async ensure(needed: readonly KafkaRight[]): Promise<RightsReport | 'unchecked'> {
    const before = await this.compare(needed);
    if (before === 'unchecked') return before;
    const { missing, unneeded, broad } = before;
    if (missing.length > 0) await this.connection.call((admin) => admin.createAcls({ acl: missing.map((right) => entryOf(right)) }));
    if (unneeded.length > 0) await this.connection.call((admin) => admin.deleteAcls({ filters: unneeded.map((rule) => filterOf(rule)) }));
    return { created: missing, removed: unneeded, unchanged: needed.length - missing.length, broad };
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  /** Every rule that allows something on a topic or a group; undefined without an authorizer. */
  private async rules(): Promise<readonly AllowRule[] | undefined> {
    try {
      const { resources } = await this.connection.call((admin) => admin.describeAcls(EVERY_RULE));
      return resources.flatMap(({ resourceType, resourceName: name, resourcePatternType, acls }) => {
        const resource = nameOf(RESOURCES, resourceType);
        const match = nameOf(MATCHES, resourcePatternType);
        if (resource === undefined || match === undefined) return [];
        return acls.filter(({ permissionType }) => permissionType === AclPermissionTypes.ALLOW).map(({ principal, host, operation }) => ({
          principal: principal.startsWith(PRINCIPAL) ? principal.slice(PRINCIPAL.length) : principal, host, resource, name, match,
          operation: OPERATION_NAMES.get(operation) ?? String(operation),
        }));
      });
    } catch (error) {
      if (brokerErrorType(error) === 'SECURITY_DISABLED') return undefined;
      throw error;
    }
  }
}

function nameOf<Name extends string>(numbers: Readonly<Record<Name, number>>, number: number): Name | undefined {
  return (Object.keys(numbers) as Name[]).find((name) => numbers[name] === number);
}

function entryOf({ principal, resource, name, match, operation }: KafkaRight): AclEntry {
  return {
    principal: `${PRINCIPAL}${principal}`, host: '*', permissionType: AclPermissionTypes.ALLOW, operation: OPERATIONS[operation],
    resourceType: RESOURCES[resource], resourceName: name, resourcePatternType: MATCHES[match],
  };
}

function filterOf({ principal, host, resource, name, match, operation }: AllowRule): AclFilter {
  return {
    principal: `${PRINCIPAL}${principal}`, host, permissionType: AclPermissionTypes.ALLOW,
    operation: AclOperationTypes[operation.toUpperCase() as keyof typeof AclOperationTypes],
    resourceType: RESOURCES[resource], resourceName: name, resourcePatternType: MATCHES[match],
  };
}
