package dev.hourkey.scim;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

/** The one row about the SCIM job. */
public interface ScimJobRow {
  ScimJob read();

  /** Locks the row, to change it. */
  ScimJob locked();

  /** The table {@code scim_job}. */
  @ApplicationScoped
  class Table implements ScimJobRow {
    private final EntityManager database;

    Table(EntityManager database) {
      this.database = database;
    }

    @Override
    public ScimJob read() {
      return database.find(ScimJob.class, ScimJob.ONLY);
    }

    @Override
    public ScimJob locked() {
      return database.find(ScimJob.class, ScimJob.ONLY, LockModeType.PESSIMISTIC_WRITE);
    }
  }
}
