import { z } from "zod";

/** Shapes that several documents of the Admin API share. */

export const money = z.object({ amount: z.string(), currencyCode: z.string() });
export const moneyBag = z.object({ shopMoney: money, presentmentMoney: money });
export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

export const taxLines = z.array(
  z.object({
    title: z.string(),
    rate: z.number().nullable(),
    channelLiable: z.boolean().nullable(),
    priceSet: moneyBag,
  }),
);

export const address = z
  .object({
    id: z.string(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    company: z.string().nullable(),
    address1: z.string().nullable(),
    address2: z.string().nullable(),
    city: z.string().nullable(),
    province: z.string().nullable(),
    provinceCode: z.string().nullable(),
    country: z.string().nullable(),
    countryCodeV2: z.string().nullable(),
    zip: z.string().nullable(),
    phone: z.string().nullable(),
    name: z.string().nullable(),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
  })
  .nullable();

export type AddressNode = NonNullable<z.infer<typeof address>>;
