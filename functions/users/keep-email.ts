import { keepEmail } from '../../shared/contract/users.ts';
import { takeBack } from '../../shared/pipeline/email-wish.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(keepEmail, ({ actor }) => takeBack(actor.userId));
