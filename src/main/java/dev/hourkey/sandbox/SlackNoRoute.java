package dev.hourkey.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** No way to the app: nobody said where it is. */
final class SlackNoRoute implements SlackRoute {
  @Override
  public SlackParcel pack(String kind, ObjectNode payload, Set<SlackFault.Kind> wrong) {
    return new SlackParcel(kind, Map.of(), payload.toString());
  }

  @Override
  public SlackParcel again(SlackParcel parcel, int attempt, String reason) {
    return parcel;
  }

  @Override
  public SlackDelivery carry(SlackParcel parcel) {
    return SlackDelivery.neverSent(parcel, "dispatch_failed");
  }
}
