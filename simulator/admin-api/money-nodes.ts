import type { Address } from "../store/model.ts";
import { money } from "../webhooks/serialise.ts";

/** An amount as `MoneyV2`. Shopify's `Decimal` drops a trailing zero: `12.5`, `12.0`. */
export function moneyNode(hundredths: number, currencyCode: string): unknown {
  return { amount: money(hundredths).replace(/0$/, ""), currencyCode };
}

/** An amount as `MoneyBag`: shop and presentment money are the same here. */
export function moneyBag(hundredths: number, currencyCode: string): unknown {
  const shopMoney = moneyNode(hundredths, currencyCode);
  return { shopMoney, presentmentMoney: shopMoney };
}

/** An address as `MailingAddress`. */
export function addressNode(address: Address | null): unknown {
  if (!address) return null;
  const {
    id,
    firstName,
    lastName,
    company,
    address1,
    address2,
    city,
    province,
    provinceCode,
    country,
    countryCode,
    zip,
    phone,
  } = address;
  return {
    __typename: "MailingAddress",
    id: `gid://shopify/MailingAddress/${id}?model_name=Address`,
    firstName,
    lastName,
    company,
    address1,
    address2,
    city,
    province,
    provinceCode,
    country,
    countryCode,
    countryCodeV2: countryCode,
    zip,
    phone,
    name: `${firstName} ${lastName}`,
    coordinatesValidated: false,
    formatted: [address1, address2, `${city} ${provinceCode ?? ""} ${zip}`, country].filter(
      Boolean,
    ),
    formattedArea: [city, provinceCode, country].filter(Boolean).join(", "),
    latitude: null,
    longitude: null,
  };
}
