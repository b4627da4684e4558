/**
 * The pages of a user pool are at an address of AWS's own, in the browser as well. On a laptop it leads to the local cloud, as
 * a name server would arrange it; the product knows nothing of this.
 * @param variables of a function
 * @param url of the local cloud
 */
export const hostedPagesHere = (
  variables: Record<string, string>,
  url: string | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      value.replace(/^https:\/\/[a-z0-9-]+\.auth\.[a-z0-9-]+\.amazoncognito\.com$/, url ?? value),
    ]),
  );
