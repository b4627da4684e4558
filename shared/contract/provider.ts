import * as z from 'zod';
import { providers } from '../domain/provider.ts';

export const Provider = z.enum(providers).describe('Who may vouch for somebody instead of a password.');
