package dev.hourkey.grant;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;

/** The one row that says whether granting is paused. If it can't be read, the answer is unknown. */
interface GrantingSwitchRow {
  GrantingSwitch read();

  /** Locks the row, to change it. */
  GrantingSwitch locked();

  /** The table {@code granting_switch}. */
  @ApplicationScoped
  class Table implements GrantingSwitchRow {
    private final EntityManager database;

    Table(EntityManager database) {
      this.database = database;
    }

    @Override
    public GrantingSwitch read() {
      return requireNonNull(
          database.find(GrantingSwitch.class, GrantingSwitch.ONLY), "granting_switch has no row");
    }

    @Override
    public GrantingSwitch locked() {
      return requireNonNull(
          database.find(GrantingSwitch.class, GrantingSwitch.ONLY, LockModeType.PESSIMISTIC_WRITE),
          "granting_switch has no row");
    }
  }
}
