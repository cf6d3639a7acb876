import { describeSettings, type SettingDescription, type SettingsSchema } from './settings.js';

const HEADER = `# What each program reads from its environment. Generated from libs/config by \`npm run docs:env\`: do not edit.
#
# \`npm start\` and \`npm test\` need none of it. To run a program by itself, copy its block into a file and give that
# file to Node: node --env-file=publisher.env dist/apps/referral-publisher/src/main.js
# A key with nothing before it is required; one behind a # shows its default, or is empty when it has none.
# An empty value counts as not set. A wrong or missing one stops the program with a sentence that names the key.
`;

/** The text of `.env.example`: one block for each program. */
export function renderEnvironmentExample(schemas: readonly SettingsSchema[]): string {
  return [HEADER, ...schemas.map((schema) => renderBlock(schema))].join('\n');
}

function renderBlock(schema: SettingsSchema): string {
  const lines = describeSettings(schema).map((setting) => renderSetting(setting));
  return `# ---- ${schema.program} ${'-'.repeat(Math.max(4, 100 - schema.program.length))}\n\n${lines.join('\n')}`;
}

function renderSetting({ key, description, expected, required, secret, defaultText }: SettingDescription): string {
  const note = secret ? ` Secret.` : '';
  const assignment = required ? `${key}=` : `# ${key}=${defaultText ?? ''}`;
  return `# ${description}${note}\n# Expected: ${expected}\n${assignment}\n`;
}
