/** As much of a browser as a login needs: cookies, and redirections one by one. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  async open(url: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form !== undefined && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.cookies.set(name, value);
    }
    return response;
  }

  /** Follows redirections until there is a page, or until one leads away from the issuer. */
  async follow(url: string, form?: Readonly<Record<string, string>>): Promise<{ readonly url: string; readonly response: Response | undefined }> {
    const { origin } = new URL(url);
    let response = await this.open(url, form);
    for (let at = url; ; ) {
      const location = response.headers.get('location');
      if (location === null) return { url: at, response };
      at = new URL(location, at).href;
      if (new URL(at).origin !== origin) return { url: at, response: undefined };
      response = await this.open(at);
    }
  }
}
