import { API_PATH } from './context.ts';

/**
 * The provider's API is at an address of its own. On a laptop it leads to the sandbox, as a name server would arrange it; the
 * product knows nothing of this.
 * @param variables of a function
 * @param url of the local cloud
 */
export const flutterwaveHere = (
  variables: Record<string, string>,
  url: string | undefined,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      url !== undefined && value === 'https://api.flutterwave.com/v3' ? `${url}${API_PATH}` : value,
    ]),
  );
