import type middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type { Standing } from '../domain/rate-limit.ts';
import type { Actor } from '../domain/user.ts';

/** A request as the HTTP API hands it over. */
export type Event = APIGatewayProxyEventV2;

/** What is found out about a request on its way to the handler. */
export type CallContext = Context & {
  /** How whoever calls stands with their limit; undefined where nothing is counted. */
  standing?: Standing | undefined;
  /** Whether the operator trusts the address it comes from. */
  isTrusted?: boolean | undefined;
  /** Who has proved who they are, whether they are let in or not. */
  userId?: string | undefined;
  /** Whether it led nowhere, although there is a page for that. */
  isMissed?: boolean | undefined;
  /** Who is known to call. */
  known?: Actor | undefined;
  /** Who is let in. */
  actor?: Actor | undefined;
};

/** A step that every request of a route passes. */
export type Middleware = middy.MiddlewareObj<Event, APIGatewayProxyStructuredResultV2, Error, CallContext>;
