/** The settings of an app or a tool that concern Kafka. */
interface KafkaSettings {
  readonly kafkaBrokers: readonly string[];
  readonly kafkaAuthorityFile: string | undefined;
  readonly kafkaIdentityFile: string | undefined;
  readonly kafkaLoginFile: string | undefined;
}

/** The Kafka that settings name, and how its clients are protected: the form that `#libs/messaging` takes. */
export interface ConfiguredKafka {
  readonly brokers: readonly string[];
  readonly security?: { readonly authorityFile: string; readonly identityFile?: string; readonly loginFile?: string };
}

export function kafkaOf(settings: KafkaSettings): ConfiguredKafka {
  const { kafkaBrokers: brokers, kafkaAuthorityFile: authorityFile, kafkaIdentityFile: identityFile, kafkaLoginFile: loginFile } = settings;
  if (authorityFile === undefined) return { brokers };
  return { brokers, security: { authorityFile, ...(identityFile !== undefined && { identityFile }), ...(loginFile !== undefined && { loginFile }) } };
}

/** The environment that names this Kafka: the reverse of {@link kafkaOf}. */
export function kafkaEnvironment({ brokers, security }: ConfiguredKafka): Readonly<Record<string, string>> {
  return {
    KAFKA_BROKERS: brokers.join(','),
    ...(security !== undefined && { KAFKA_TLS_AUTHORITY_FILE: security.authorityFile }),
    ...(security?.identityFile !== undefined && { KAFKA_TLS_IDENTITY_FILE: security.identityFile }),
    ...(security?.loginFile !== undefined && { KAFKA_LOGIN_FILE: security.loginFile }),
  };
}
