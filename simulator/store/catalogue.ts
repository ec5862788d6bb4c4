/** The goods, people and places that stores are filled with. */

export interface CatalogueProduct {
  title: string;
  type: string;
  vendor: string;
  description: string;
  option: string;
  /** Title, price in hundredths, grams. */
  variants: [string, number, number][];
  tags: string[];
}

export const CATALOGUE: CatalogueProduct[] = [
  {
    title: "Fernhill Espresso Beans",
    type: "Coffee",
    vendor: "Fernhill Roasters",
    description: "<p>Dark, round &amp; sweet. Roasted on Tuesdays.</p>",
    option: "Weight",
    variants: [
      ["250 g", 1250, 260],
      ["1 kg", 3900, 1030],
    ],
    tags: ["coffee", "whole bean"],
  },
  {
    title: "Fernhill Filter Beans",
    type: "Coffee",
    vendor: "Fernhill Roasters",
    description: "<p>Bright and floral, for pour-over.</p>",
    option: "Weight",
    variants: [
      ["250 g", 1350, 260],
      ["1 kg", 4200, 1030],
    ],
    tags: ["coffee", "filter"],
  },
  {
    title: "Gooseneck Kettle",
    type: "Brewing",
    vendor: "Harrow & Pike",
    description: "<p>0.9 l, with a thermometer in the lid.</p>",
    option: "Colour",
    variants: [
      ["Matte black", 7900, 1150],
      ["Brushed steel", 7400, 1150],
      ["Cream", 7900, 1150],
    ],
    tags: ["kettle", "brewing"],
  },
  {
    title: "Hand Grinder No. 4",
    type: "Brewing",
    vendor: "Harrow & Pike",
    description: "<p>Steel burrs, 40 clicks, folds flat.</p>",
    option: "Title",
    variants: [["Default Title", 11900, 620]],
    tags: ["grinder"],
  },
  {
    title: "Stoneware Cup",
    type: "Tableware",
    vendor: "Ostra Ceramics",
    description: "<p>Thrown by hand; no two are quite alike.</p>",
    option: "Glaze",
    variants: [
      ["Sea", 2400, 340],
      ["Ash", 2400, 340],
      ["Moss", 2400, 340],
    ],
    tags: ["cup", "ceramic"],
  },
  {
    title: "Linen Tea Towel",
    type: "Kitchen",
    vendor: "Lark & Loom",
    description: "<p>Washed linen, 50 × 70 cm.</p>",
    option: "Colour",
    variants: [
      ["Natural", 1600, 120],
      ["Indigo", 1800, 120],
    ],
    tags: ["linen", "kitchen"],
  },
  {
    title: "Paper Filters, 100",
    type: "Brewing",
    vendor: "Harrow & Pike",
    description: "<p>Unbleached, size 02.</p>",
    option: "Title",
    variants: [["Default Title", 650, 180]],
    tags: ["filter", "consumable"],
  },
  {
    title: "Walnut Serving Board",
    type: "Tableware",
    vendor: "Ostra Ceramics",
    description: "<p>Oiled walnut with a leather loop.</p>",
    option: "Size",
    variants: [
      ["Small", 4200, 700],
      ["Large", 6800, 1400],
    ],
    tags: ["wood", "gift"],
  },
  {
    title: "Merino Throw",
    type: "Home",
    vendor: "Lark & Loom",
    description: "<p>130 × 180 cm, woven in one piece.</p>",
    option: "Colour",
    variants: [
      ["Oat", 14900, 980],
      ["Forest", 14900, 980],
      ["Rust", 14900, 980],
    ],
    tags: ["wool", "gift"],
  },
  {
    title: "Beeswax Candle",
    type: "Home",
    vendor: "Small Hours",
    description: "<p>Burns for about 30 hours.</p>",
    option: "Title",
    variants: [["Default Title", 1900, 310]],
    tags: ["candle"],
  },
  {
    title: "Travel Press",
    type: "Brewing",
    vendor: "Harrow & Pike",
    description: "<p>Press and cup in one, 350 ml.</p>",
    option: "Colour",
    variants: [
      ["Slate", 4500, 410],
      ["Sand", 4500, 410],
    ],
    tags: ["travel", "brewing"],
  },
  {
    title: "House Blend Subscription Box",
    type: "Coffee",
    vendor: "Fernhill Roasters",
    description: "<p>Three bags, chosen each month.</p>",
    option: "Title",
    variants: [["Default Title", 3600, 800]],
    tags: ["coffee", "box"],
  },
];

export const FIRST_NAMES = [
  "Amelia",
  "Noah",
  "Priya",
  "Mateo",
  "Ingrid",
  "Kofi",
  "Hannah",
  "Luca",
  "Aiko",
  "Samuel",
  "Leila",
  "Owen",
  "Zofia",
  "Daniel",
  "Marta",
  "Elias",
  "Grace",
  "Tomás",
  "Nadia",
  "Finn",
  "Chloé",
  "Björn",
  "Yara",
  "Henry",
  "Saoirse",
  "Arjun",
  "Mei",
  "Oscar",
  "Rosa",
  "Jonas",
] as const;

export const LAST_NAMES = [
  "Carter",
  "Okafor",
  "Nguyen",
  "Lindqvist",
  "Rossi",
  "Sharma",
  "Kowalska",
  "Fischer",
  "García",
  "O'Brien",
  "Haddad",
  "Mbeki",
  "Tanaka",
  "Novak",
  "Reyes",
  "Bennett",
  "Dubois",
  "Larsen",
  "Costa",
  "Murphy",
  "Khan",
  "Weber",
  "Silva",
  "Andersen",
  "Moreau",
  "Petrov",
  "Hughes",
  "Santos",
  "Müller",
] as const;

/** Street, city, province, province code, zip. */
export const PLACES: readonly [string, string, string, string, string][] = [
  ["418 Hemlock Street", "Portland", "Oregon", "OR", "97205"],
  ["2210 Larkin Avenue", "San Francisco", "California", "CA", "94109"],
  ["77 Commerce Street", "Brooklyn", "New York", "NY", "11231"],
  ["901 Congress Avenue", "Austin", "Texas", "TX", "78701"],
  ["15 Beacon Street", "Boston", "Massachusetts", "MA", "02108"],
  ["3308 Prytania Street", "New Orleans", "Louisiana", "LA", "70115"],
  ["640 Wabash Avenue", "Chicago", "Illinois", "IL", "60605"],
  ["129 Pike Street", "Seattle", "Washington", "WA", "98101"],
  ["52 Monroe Place", "Denver", "Colorado", "CO", "80206"],
  ["1804 Grand Avenue", "Saint Paul", "Minnesota", "MN", "55105"],
  ["36 Bull Street", "Savannah", "Georgia", "GA", "31401"],
  ["733 Canyon Road", "Santa Fe", "New Mexico", "NM", "87501"],
];

export const CARRIERS: readonly [string, string][] = [
  ["UPS", "1Z"],
  ["USPS", "9400"],
  ["FedEx", "7489"],
];

export const REFUND_NOTES = [
  "Arrived chipped",
  "Ordered the wrong size",
  "Changed their mind",
  "Parcel lost on the way",
] as const;
