package dev.hourkey.grant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReconcilerTest {
  @Test
  void only_a_managed_membership_that_no_other_grant_needs_is_removed() {
    assertThat(Reconciler.keptBecause(true, false)).isEmpty();
    assertThat(Reconciler.keptBecause(true, true))
        .hasValue("another grant needs the same membership");
    assertThat(Reconciler.keptBecause(false, false)).hasValue("nothing was added");
    assertThat(Reconciler.keptBecause(false, true)).hasValue("nothing was added");
  }
}
