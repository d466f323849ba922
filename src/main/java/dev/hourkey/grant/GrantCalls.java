package dev.hourkey.grant;

import dev.hourkey.grant.GrantClaims.Claim;
import dev.hourkey.grant.GrantTraces.Call;
import dev.hourkey.grant.ProvisioningQueue.Turn;
import dev.hourkey.person.DirectoryFailure;
import dev.hourkey.scim.ScimJobMonitor;
import dev.hourkey.scim.ScimProvisioner;
import org.jboss.logging.Logger;

/** The calls for a grant that change something in Entra or AWS. Each of them is traced. */
final class GrantCalls {
  private static final Logger LOG = Logger.getLogger(GrantCalls.class);

  private final GroupMembership directory;
  private final ScimProvisioner provisioning;
  private final ScimJobMonitor scimJob;
  private final DirectAwsMembership direct;
  private final GrantTraces traces;

  GrantCalls(
      GroupMembership directory,
      ScimProvisioner provisioning,
      ScimJobMonitor scimJob,
      DirectAwsMembership direct,
      GrantTraces traces) {
    this.directory = directory;
    this.provisioning = provisioning;
    this.scimJob = scimJob;
    this.direct = direct;
    this.traces = traces;
  }

  GroupMembership.Added add(Claim.Taken claim) {
    return traces.call(claim, Call.ADD_MEMBER, () -> directory.add(claim.group(), claim.holder()));
  }

  GroupMembership.Removed remove(Claim.Taken claim) {
    return traces.call(
        claim, Call.REMOVE_MEMBER, () -> directory.remove(claim.group(), claim.holder()));
  }

  boolean addDirectly(Claim.Taken claim, String awsUser) {
    return traces.call(claim, Call.ADD_DIRECTLY, () -> direct.add(claim.group(), awsUser));
  }

  boolean removeDirectly(Claim.Taken claim, String awsUser) {
    return traces.call(claim, Call.REMOVE_DIRECTLY, () -> direct.remove(claim.group(), awsUser));
  }

  boolean startJob(Claim.Taken claim) {
    return traces.call(claim, Call.START_JOB, () -> scimJob.startOnce(claim.sync().since()));
  }

  /** Serves everybody in the batch, which need not include the grant's holder. */
  ScimProvisioner.OnDemandResult provisionOnDemand(Claim.Taken claim, Turn.Batch batch) {
    try {
      ScimProvisioner.OnDemandResult answer =
          traces.call(
              claim,
              Call.PROVISION_ON_DEMAND,
              () -> provisioning.provisionOnDemand(batch.group(), batch.people()));
      if (answer instanceof ScimProvisioner.OnDemandResult.NotDone(String why)) {
        LOG.infof(
            "provisioning %s on demand failed to apply the change: %s", batch.group().name(), why);
      }
      return answer;
    } catch (DirectoryFailure failure) {
      LOG.warnf(
          "provisioning %s on demand did not answer (%s); the job's next cycle will apply the"
              + " change",
          batch.group().name(), failure.sentence());
      return new ScimProvisioner.OnDemandResult.NotDone("it did not answer");
    }
  }
}
