import { Column, CreateDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

@Entity()
export class Referral {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column() caseReference!: string;
  @Column('jsonb') content!: object;
  @CreateDateColumn({ type: 'timestamptz' }) acceptedAt!: Date;
}

@Entity()
export class Recipient {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('uuid') referralId!: string;
  @Column() agency!: string;
}

/** An agency's inbox. The message id is the key, so that a message that is delivered twice is one row. */
@Entity()
export class ReceivedReferral {
  @PrimaryColumn('uuid', { name: 'message_id' }) messageId!: string;
  @Column('uuid', { name: 'referral_id' }) referralId!: string;
  @Column() agency!: string;
  @Column('jsonb') content!: object;
  @CreateDateColumn({ type: 'timestamptz' }) receivedAt!: Date;
}

/** The audit log: one row for each acknowledgement. */
@Entity()
export class AuditEvent {
  @PrimaryColumn('uuid', { name: 'receipt_id' }) receiptId!: string;
  @Column('uuid', { name: 'referral_id' }) referralId!: string;
  @Column() agency!: string;
  @Column() rung!: string;
  @Column('timestamptz', { name: 'occurred_at' }) occurredAt!: Date;
  @CreateDateColumn({ type: 'timestamptz', name: 'recorded_at' }) recordedAt!: Date;
}

export const ENTITIES = [Referral, Recipient, ReceivedReferral, AuditEvent];

/** A message to an agency, as JSON. */
export interface ReferralMessage {
  readonly messageId: string;
  readonly referralId: string;
  readonly content: object;
}

/** The acknowledgement of an agency, as JSON. */
export interface AcknowledgementMessage {
  readonly receiptId: string;
  readonly referralId: string;
  readonly agency: string;
  readonly rung: string;
  readonly occurredAt: string;
}
