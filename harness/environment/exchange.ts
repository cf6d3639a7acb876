import { agencyTopicsOf, readPartnership } from '#libs/agreements';
import { APPS, Topics } from '#libs/contracts';
import { KafkaTopicAdmin } from '#libs/messaging';

import { attempt } from '../wait.js';
import { AppProcess, type AppSurroundings } from './app-process.js';
import { History } from './history.js';
import { PARTNERSHIP_FILE, planApps, type PlanOptions } from './plan.js';

const MOST_ATTEMPTS = 5;

/** The apps of one exchange, on servers that run already. */
export class Exchange {
  private constructor(
    readonly apps: readonly AppProcess[],
    readonly topics: Topics,
    readonly history: History,
    private readonly brokers: readonly string[],
  ) {}

  /** Plans the processes and starts none. */
  static async plan(options: PlanOptions & Omit<AppSurroundings, 'history'>): Promise<Exchange> {
    const history = new History();
    const apps = (await planApps(options)).map((plan) => new AppProcess(plan, { ...options, history }));
    return new Exchange(apps, new Topics(options.topicPrefix ?? ''), history, options.brokers);
  }

  app(name: string): AppProcess {
    const app = this.apps.find((each) => each.name === name);
    if (app === undefined) throw new Error(`there is no process ${name}`);
    return app;
  }

  nodesOf(agency: string): readonly AppProcess[] {
    return this.apps.filter(({ plan }) => plan.settings['AGENCY_ID'] === agency);
  }

  /** Where referrals are sent: the publishers that run now. */
  referralUrls(): readonly string[] {
    return this.apps.filter(({ plan, running }) => plan.app === 'referral-publisher' && running).map(({ url }) => `${url}/v1/referrals`);
  }

  /** Runs the migrate program of every app that owns a schema, and makes every topic. */
  async prepare(replicationFactor: number): Promise<void> {
    const owners = this.apps.filter(({ name, plan }) => APPS.some((app) => app.name === plan.app && app.schema !== undefined) && !/-\d+$/.test(name));
    const [ends] = await Promise.all([Promise.all(owners.map((app) => app.migrate())), this.makeTopics(replicationFactor)]);
    if (ends.some(({ code }) => code !== 0)) throw new Error('a migration failed: look into the logs folder');
  }

  /** Starts the apps and waits until all are ready. */
  async start(apps: readonly AppProcess[] = this.apps): Promise<void> {
    try {
      for (const app of apps) await app.start();
      await Promise.all(apps.map((app) => app.ready()));
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.stop()));
  }

  private async makeTopics(replicationFactor: number): Promise<void> {
    const partnership = await readPartnership(PARTNERSHIP_FILE);
    if (!partnership.ok) throw new Error('the demo partnership is not usable');
    const topics = this.topics.catalogue(agencyTopicsOf(partnership.value));
    const admin = new KafkaTopicAdmin({ brokers: this.brokers, clientId: 'harness', deadlineMs: 60_000 });
    try {
      // A young broker on a busy machine takes longer to make forty topics than a request may take.
      await attempt(MOST_ATTEMPTS, () => admin.ensureTopics(topics, { replicationFactor }));
    } finally {
      await admin.close();
    }
  }
}
