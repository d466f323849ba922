package dev.hourkey.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestedAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"/console/people/{x}", "/api/v1/grants?person=%zz", "/a?b=%", "/a|b"})
  void an_address_that_is_no_uri_is_recognized_before_rest_fails_on_it(String address) {
    assertThat(RequestedAddress.isUri(address)).isFalse();
  }

  @Test
  void other_addresses_are_uris() {
    assertThat(RequestedAddress.isUri("/console/grants?person=Chlo%C3%A9+%7Bx%7D&from=;x=1"))
        .isTrue();
  }
}
