import type { FastifyReply } from 'fastify';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A plain page without styles and scripts, so that the strictest content security policy holds. `body` is HTML. */
export function renderPage(title: string, body: string, head = ''): string {
  return `<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>${head}
</head>
<body>
${body}
</body>
</html>
`;
}

export function sendHtml(reply: FastifyReply, html: string): string {
  void reply.header('content-type', 'text/html; charset=utf-8');
  return html;
}
