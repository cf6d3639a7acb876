import type { RouteOptions } from 'fastify';

/** The methods of each path. It separates a wrong method from a wrong path, because Fastify answers 404 to both. */
export class RouteTable {
  private readonly methods = new Map<string, { readonly matcher: RegExp; readonly methods: Set<string> }>();

  add({ url, method }: Pick<RouteOptions, 'url' | 'method'>): void {
    const entry = this.methods.get(url) ?? { matcher: toMatcher(url), methods: new Set<string>() };
    this.methods.set(url, entry);
    for (const each of [method].flat()) entry.methods.add(each.toUpperCase());
  }

  /** @param url the URL of a request that matched no route. */
  methodsOf(url: string): readonly string[] {
    const path = url.split('?', 1)[0] ?? '';
    const matching = [...this.methods.values()].filter(({ matcher }) => matcher.test(path));
    return [...new Set(matching.flatMap(({ methods }) => [...methods]))].toSorted();
  }
}

function toMatcher(url: string): RegExp {
  const segments = url.split('/').map((segment) => {
    if (segment === '*') return '.*';
    return segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  });
  return new RegExp(`^${segments.join('/')}$`);
}
