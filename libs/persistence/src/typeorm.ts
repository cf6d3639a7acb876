// Apps define entities and migrations with these; only this library imports typeorm, so that it stays replaceable.
export {
  Brackets,
  Check,
  Column,
  CreateDateColumn,
  DataSource,
  Entity,
  EntityManager,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Repository,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
export type { FindOptionsWhere, MigrationInterface, ObjectLiteral, QueryRunner, Relation, SelectQueryBuilder } from 'typeorm';
