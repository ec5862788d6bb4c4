-- What is known of each record that was written to a CRM: how new its state is, its refunds and
-- fulfilments by id, and the CRM's own id. Ids, amounts and states, nothing personal. The lease
-- lets one writer at a time over all processes bring a record up to date.
CREATE TABLE "crm_record" (
    "shop_id" UUID NOT NULL,
    "destination_id" UUID NOT NULL,
    "object" TEXT NOT NULL,
    "source_id" TEXT NOT NULL,
    "known" JSONB NOT NULL DEFAULT '{}',
    "lease" UUID,
    "leased_until" TIMESTAMPTZ(3),
    CONSTRAINT "crm_record_pkey" PRIMARY KEY ("shop_id", "destination_id", "object", "source_id")
);
