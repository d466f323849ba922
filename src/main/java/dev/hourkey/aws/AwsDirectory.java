package dev.hourkey.aws;

import dev.hourkey.catalog.Assignments;
import dev.hourkey.catalog.AwsAttributes;
import java.time.Clock;

/** Reads groups and accounts from AWS, for a command that runs without the service. */
public final class AwsDirectory implements AutoCloseable {
  private final IdentityCenter aws;
  private final Assignments assignments;
  private final AwsAttributes attributes;

  public AwsDirectory(AwsConfig config, Clock clock) {
    this.aws = new IdentityCenter(config);
    PermissionSets sets = new PermissionSets(aws, clock);
    this.assignments =
        new IdentityCenterAssignments(
            aws,
            new IdentityStoreGroups(aws, new ScimIssuer(aws, clock), clock),
            sets,
            new Accounts(aws, clock),
            new AssignmentMatrix(aws, clock),
            clock);
    this.attributes = new OrganizationAttributes(aws, sets);
  }

  public Assignments assignments() {
    return assignments;
  }

  public AwsAttributes attributes() {
    return attributes;
  }

  @Override
  public void close() {
    aws.close();
  }
}
