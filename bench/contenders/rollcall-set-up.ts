// Makes the shop and its one destination (environment: SINK), as installing and a form would.
import { connectDatabase, disconnectDatabase } from "../../app/db.server.ts";
import { saveDestination } from "../../app/destinations/save-destination.server.ts";
import { findOrNoteShop } from "../../app/shop-directory-store.server.ts";
import { SHOP } from "../settings.ts";

connectDatabase(process.env["DATABASE_URL"] ?? "");
const shop = await findOrNoteShop(SHOP);
const fields = { url: process.env["SINK"] ?? "" };
const form = { name: "ERP", concurrency: 64, fields };
const saved = await saveDestination(shop, undefined, "http", form, "bench");
if (!saved.ok) throw new Error(`the destination was refused: ${JSON.stringify(saved)}`);
await disconnectDatabase();
