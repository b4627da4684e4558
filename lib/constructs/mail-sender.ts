import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

/** Who mails come from. They go out once the domain's owner has published the records that the stack puts out. */
export class MailSender extends Construct {
  readonly from: string;
  readonly identityArn: string;
  readonly configurationSetArn: string;

  constructor(scope: Construct, id: string, from: string) {
    super(scope, id);
    this.from = from;
    const rules = new ConfigurationSet(this, 'Rules', {
      // An invitation must not cross the network in the clear.
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      // Whoever bounced or complained is not written to again.
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    const identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(from.slice(from.lastIndexOf('@') + 1)),
      configurationSet: rules,
    });
    this.identityArn = identity.emailIdentityArn;
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: rules.configurationSetName,
    });
    for (const [index, { name, value }] of identity.dkimRecords.entries()) {
      new CfnOutput(this, `Record${index + 1}`, {
        description: 'CNAME record that lets mails of this domain out',
        value: `${name} CNAME ${value}`,
      });
    }
  }
}
