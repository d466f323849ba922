package dev.hourkey.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** The versions of the policy file that are in force, one for each path, for people to read. */
@ApplicationScoped
public class PolicyInForce {
  private final EntityManager database;

  PolicyInForce(EntityManager database) {
    this.database = database;
  }

  /** A version, and since when it is in force. */
  public record Version(String path, String content, String digest, Instant since) {}

  @Transactional
  public List<Version> read() {
    return database
        .createQuery(
            "from PolicyVersionRow where content is not null order by path", PolicyVersionRow.class)
        .getResultStream()
        .map(PolicyVersionRow::version)
        .toList();
  }
}
