package dev.hourkey.aws;

import dev.hourkey.retry.CallPacing;
import dev.hourkey.retry.CallPacing.Vendor;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Makes every attempt of a background call wait for its turn. */
final class PacedCalls implements ExecutionInterceptor {
  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    CallPacing.await(Vendor.AWS);
  }
}
