package dev.hourkey.doctor;

import dev.hourkey.catalog.GroupDirectory;
import dev.hourkey.person.PersonDirectory;
import dev.hourkey.scim.ProvisioningScope;
import dev.hourkey.scim.ScimProvisioner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The questions that doctor asks Entra about the job that provisions groups to AWS. Each method
 * only reads, and may throw {@link dev.hourkey.person.DirectoryFailure}.
 */
public interface ProvisioningDiagnostics {
  /** The enterprise application of AWS. */
  Application application();

  /** The provisioning job of that application. */
  Job job();

  /** The attributes that the job provisions. */
  List<Mapping> mappings();

  GroupDirectory directory();

  ProvisioningScope scope();

  PersonDirectory persons();

  record Application(String id, String name, boolean enabled) {}

  /**
   * The provisioning job.
   *
   * @param lastEnded when its last cycle ended, if it has had one
   * @param complete whether that cycle provisioned everything
   */
  record Job(ScimProvisioner.Job state, Optional<Instant> lastEnded, boolean complete) {}

  /**
   * What the job provisions for one kind of object.
   *
   * @param source {@code User} or {@code Group}
   * @param attributes the source of each attribute in AWS, such as {@code [objectId]}
   * @param filter the condition that an object has to satisfy, in words; empty if all are
   *     provisioned
   */
  record Mapping(
      String source, boolean enabled, Map<String, String> attributes, Optional<String> filter) {
    public Mapping {
      attributes = Map.copyOf(attributes);
    }
  }
}
