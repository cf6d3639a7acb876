import { Column, Entity, PrimaryColumn } from 'typeorm';

export { Recipient, Referral, type ReferralMessage } from '../nest-documentation/entities.js';

/** What an agency's worker writes, beside the audit row, in one statement for a batch of jobs. */
@Entity()
export class Acknowledgement {
  @PrimaryColumn('uuid', { name: 'message_id' })
  messageId!: string;

  @Column('uuid', { name: 'referral_id' })
  referralId!: string;

  @Column()
  agency!: string;

  @Column('jsonb')
  content!: object;
}

@Entity()
export class AuditEvent {
  @PrimaryColumn('uuid', { name: 'receipt_id' })
  receiptId!: string;

  @Column('uuid', { name: 'referral_id' })
  referralId!: string;

  @Column()
  agency!: string;

  @Column()
  rung!: string;

  @Column('timestamptz', { name: 'recorded_at', default: () => 'now()' })
  recordedAt!: Date;
}
