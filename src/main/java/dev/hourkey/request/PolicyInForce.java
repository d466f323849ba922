package dev.hourkey.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/** Reads the version of the policy file that is in force, to show it to people. */
@ApplicationScoped
public class PolicyInForce {
  private final EntityManager database;

  PolicyInForce(EntityManager database) {
    this.database = database;
  }

  /**
   * A version, and since when it is in force.
   *
   * @param path where a replica last found it
   */
  public record Version(String path, String content, String digest, Instant since) {}

  /** Empty until there has been a valid file. */
  @Transactional
  public Optional<Version> read() {
    return Optional.ofNullable(database.find(PolicyVersionRow.class, PolicyVersionRow.ID))
        .filter(row -> row.content().isPresent())
        .map(PolicyVersionRow::version);
  }
}
