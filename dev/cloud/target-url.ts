/**
 * The URL of a request's target. It is appended to a host and not resolved against one: `//somewhere/else` is a path
 * with an empty first segment, not another host. A target that is no path at all stands for one that nothing serves.
 */
export function urlOf(target: string): URL {
  return new URL(`http://local${target.startsWith('/') ? target : '/'}`);
}
