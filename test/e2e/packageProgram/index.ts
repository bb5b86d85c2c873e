import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { fargateService, fargateServices, type ServiceSettings } from "agenticmem";

const company: ServiceSettings = {
  cluster: "agenticmem-cluster",
  executionRole: "ecsTaskExecutionRole-agenticmem",
  taskRole: "none",
  repository: "agenticmem",
};

export = async () => {
  new cloudwatch.LogGroup("own", { name: "/shop/own" });
  const web = await fargateService("web", { ...company, cpu: 512, memory: 1024, ports: { http: 80 } });
  const { services } = await fargateServices("jobs", { ...company, services: { mail: {}, report: { memory: 1024 } } });
  return { web: web.outputs, mailService: services.mail?.serviceName };
};
