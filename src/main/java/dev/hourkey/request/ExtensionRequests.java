package dev.hourkey.request;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The undecided requests to extend grants. */
@ApplicationScoped
class ExtensionRequests {
  private final EntityManager database;

  ExtensionRequests(EntityManager database) {
    this.database = database;
  }

  /** The undecided request to extend a grant, if any; locks it for a change. */
  @Transactional(Transactional.TxType.MANDATORY)
  List<AccessRequest> locked(UUID grant) {
    return database
        .createQuery(
            "from AccessRequest where extension.extendsGrant = ?1 and state.phase = ?2",
            AccessRequest.class)
        .setParameter(1, grant)
        .setParameter(2, RequestStateColumns.Phase.PENDING)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /** Has the undecided requests to extend these grants checked now. */
  @Transactional
  void wake(Collection<UUID> grants) {
    database
        .createNativeQuery(
            """
            update access_request set next_wake_at = 'epoch'
            where extends_grant = any(?1) and phase = 'PENDING'
            """)
        .setParameter(1, grants.toArray(UUID[]::new))
        .executeUpdate();
  }
}
