import { ApiError } from '../../shared/contract/client.ts';

/** The error a call answers with. Throws when it succeeds: a test that expects a refusal must see one. */
export async function refusalOf(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('the call succeeded although it should have been refused');
}
