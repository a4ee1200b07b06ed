import bcrypt from "bcryptjs";

export async function seed(users: Users, password: string) {
  // ruleid: js-admin-seed
  await users.create({ name: "admin", hash: await bcrypt.hash("admin123", 10) });
  // ruleid: js-admin-seed
  const other = bcrypt.hashSync("changeme!", 10);
  // ok: js-admin-seed
  await users.create({ name: "admin", hash: await bcrypt.hash(process.env.ADMIN_PASSWORD, 10) });
  // ok: js-admin-seed
  await users.create({ name: "admin", hash: await bcrypt.hash(password, 10) });
  // ok: js-admin-seed
  const sum = content.hash("a line of text");
  return [other, sum];
}
