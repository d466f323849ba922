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
 * What doctor asks Entra about the job that carries groups to AWS. Each method only reads, and may
 * throw {@link dev.hourkey.person.DirectoryFailure}.
 */
public interface ProvisioningDiagnostics {
  /** The enterprise application of AWS. */
  Application application();

  /** The provisioning job of that application. */
  Job job();

  /** Which attributes the job carries. */
  List<Mapping> mappings();

  GroupDirectory directory();

  ProvisioningScope scope();

  PersonDirectory persons();

  record Application(String id, String name, boolean enabled) {}

  /**
   * The provisioning job.
   *
   * @param lastEnded when its last cycle ended, if it has had one
   * @param complete whether that cycle carried everything
   */
  record Job(ScimProvisioner.Job state, Optional<Instant> lastEnded, boolean complete) {}

  /**
   * What the job carries of one kind of object.
   *
   * @param source {@code User} or {@code Group}
   * @param attributes the source of each attribute of AWS, such as {@code [objectId]}
   * @param filter the condition that an object has to meet, in words; empty if all are carried
   */
  record Mapping(
      String source, boolean enabled, Map<String, String> attributes, Optional<String> filter) {
    public Mapping {
      attributes = Map.copyOf(attributes);
    }
  }
}
